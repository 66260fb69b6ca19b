"""One file for each kind of source; `base` says what a source is."""
