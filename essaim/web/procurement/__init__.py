"""Responsible procurement: the law at a date, suppliers, what is already bought."""
