"""What surrounds a running notebook: settings, progress bars, advice, a check of the installation. Open to all."""
