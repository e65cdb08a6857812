"""Papers: the only place that writes PDF and spreadsheets."""
