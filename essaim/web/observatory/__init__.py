"""Reading the release: organisations, indicators, downloads; and the reports of errors that readers send."""
