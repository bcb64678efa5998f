"""The components that a page repeats, written in Python: tables, bars, columns, map, figures, filters, navigation.

A page of territory holds some six hundred pieces of text in them. As templates they took three quarters of its time;
as functions that join strings, ten times less. Each has its include in templates/components, which calls it: pages and
their authors see no difference. Every text that is not ours goes through `escape.esc`; a test feeds each component
hostile texts. See docs/decisions/0032-servir.md.
"""
