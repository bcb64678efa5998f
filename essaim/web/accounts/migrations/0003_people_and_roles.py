import django.db.models.deletion
import django.db.models.functions.text
from django.conf import settings
from django.db import migrations, models

import essaim.web.accounts.managers


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0002_email_as_login"),
        ("auth", "0012_alter_user_first_name_max_length"),
        ("bodies", "0001_initial"),
    ]

    operations = [
        migrations.CreateModel(
            name="Function",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("elu_referent", "Élu·e référent·e ESS"),
                            ("executif", "Maire, président ou présidente"),
                            ("elu", "Autre élu·e"),
                            ("technicien", "Technicien·ne ESS"),
                            ("direction", "Direction"),
                            ("achat", "Commande publique"),
                            ("finances", "Finances et comptabilité"),
                            ("autre", "Autre fonction"),
                        ],
                        max_length=20,
                        verbose_name="fonction",
                    ),
                ),
                (
                    "title",
                    models.CharField(
                        blank=True, help_text="Tel qu’il figure sur l’arrêté.", max_length=200, verbose_name="intitulé"
                    ),
                ),
                ("starts_on", models.DateField(verbose_name="à partir du")),
                (
                    "ends_on",
                    models.DateField(
                        blank=True,
                        help_text="Premier jour sans cette fonction.",
                        null=True,
                        verbose_name="prend fin le",
                    ),
                ),
                (
                    "visibility",
                    models.CharField(
                        choices=[
                            ("public", "Tout le monde"),
                            ("adherents", "Les adhérents du réseau"),
                            ("equipe", "L’équipe du réseau seulement"),
                        ],
                        default="adherents",
                        max_length=20,
                        verbose_name="visible par",
                    ),
                ),
            ],
            options={
                "verbose_name": "fonction",
                "verbose_name_plural": "fonctions",
                "ordering": ["body", "kind", "starts_on"],
            },
        ),
        migrations.CreateModel(
            name="Grant",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "role",
                    models.CharField(
                        choices=[
                            ("equipe", "Équipe du réseau"),
                            ("redaction", "Rédaction du réseau"),
                            ("coordination", "Coordination régionale"),
                            ("administration", "Administration de la collectivité"),
                            ("contribution", "Contribution pour la collectivité"),
                        ],
                        max_length=20,
                        verbose_name="rôle",
                    ),
                ),
                ("region_code", models.CharField(blank=True, max_length=3, verbose_name="région")),
                ("starts_on", models.DateField(verbose_name="à partir du")),
                (
                    "ends_on",
                    models.DateField(
                        blank=True,
                        help_text="Premier jour où le rôle ne vaut plus. Vide : sans fin.",
                        null=True,
                        verbose_name="prend fin le",
                    ),
                ),
            ],
            options={
                "verbose_name": "rôle",
                "verbose_name_plural": "rôles",
                "ordering": ["user", "role", "starts_on"],
            },
        ),
        migrations.AlterModelOptions(
            name="user",
            options={
                "ordering": ["last_name", "first_name", "email"],
                "verbose_name": "personne",
                "verbose_name_plural": "personnes",
            },
        ),
        migrations.AlterModelManagers(
            name="user",
            managers=[
                ("objects", essaim.web.accounts.managers.UserManager()),
            ],
        ),
        migrations.RemoveField(
            model_name="user",
            name="username",
        ),
        migrations.AlterField(
            model_name="user",
            name="email",
            field=models.EmailField(
                error_messages={"unique": "Un compte existe déjà avec cette adresse."},
                max_length=254,
                unique=True,
                verbose_name="adresse électronique",
            ),
        ),
        migrations.AddConstraint(
            model_name="user",
            constraint=models.UniqueConstraint(
                django.db.models.functions.text.Lower("email"), name="accounts_email_any_case"
            ),
        ),
        migrations.AddField(
            model_name="function",
            name="body",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="functions",
                to="bodies.publicbody",
                verbose_name="collectivité",
            ),
        ),
        migrations.AddField(
            model_name="function",
            name="user",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE,
                related_name="functions",
                to=settings.AUTH_USER_MODEL,
                verbose_name="personne",
            ),
        ),
        migrations.AddField(
            model_name="grant",
            name="body",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="grants",
                to="bodies.publicbody",
                verbose_name="collectivité",
            ),
        ),
        migrations.AddField(
            model_name="grant",
            name="granted_by",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.SET_NULL,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
                verbose_name="donné par",
            ),
        ),
        migrations.AddField(
            model_name="grant",
            name="user",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE,
                related_name="grants",
                to=settings.AUTH_USER_MODEL,
                verbose_name="personne",
            ),
        ),
        migrations.AddConstraint(
            model_name="function",
            constraint=models.CheckConstraint(
                condition=models.Q(("ends_on__isnull", True), ("ends_on__gte", models.F("starts_on")), _connector="OR"),
                name="accounts_function_ends_after",
            ),
        ),
        migrations.AddConstraint(
            model_name="grant",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("body__isnull", False), ("role__in", ["administration", "contribution"])),
                    models.Q(
                        models.Q(("role__in", ["administration", "contribution"]), _negated=True),
                        ("body__isnull", True),
                    ),
                    _connector="OR",
                ),
                name="accounts_body_for_body_roles",
            ),
        ),
        migrations.AddConstraint(
            model_name="grant",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(models.Q(("role", "coordination")), models.Q(("region_code", ""), _negated=True)),
                    models.Q(models.Q(("role", "coordination"), _negated=True), ("region_code", "")),
                    _connector="OR",
                ),
                name="accounts_region_for_coordinators",
            ),
        ),
        migrations.AddConstraint(
            model_name="grant",
            constraint=models.CheckConstraint(
                condition=models.Q(("ends_on__isnull", True), ("ends_on__gte", models.F("starts_on")), _connector="OR"),
                name="accounts_grant_ends_after",
            ),
        ),
    ]
