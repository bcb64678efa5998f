"""Making and finding users by their e-mail."""

from __future__ import annotations

from typing import Any

from django.contrib.auth.base_user import BaseUserManager


class UserManager(BaseUserManager):
    """E-mail addresses are kept in lower case: one address, one account."""

    use_in_migrations = True

    def create_user(self, email: str, password: str | None = None, **fields: Any) -> Any:
        """Make a user. Without a password, only a one-time code or a provider lets them in."""
        if not email:
            raise ValueError("an e-mail address is required")
        user = self.model(email=email.strip().lower(), **fields)
        user.set_password(password)
        user.save(using=self._db)
        return user

    def create_superuser(self, email: str, password: str | None = None, **fields: Any) -> Any:
        """Make a user whom Django refuses nothing. What they may do in Essaim still comes from their grants."""
        return self.create_user(email, password, **{"is_staff": True, "is_superuser": True, **fields})

    def get_by_natural_key(self, email: str) -> Any:
        return self.get(email=email.strip().lower())
