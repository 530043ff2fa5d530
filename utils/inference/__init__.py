"""What stands behind `utils.uncertainty`."""
