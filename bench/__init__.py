"""Measurements that take minutes: calibration, power and speed. ``python -m bench --help``."""
