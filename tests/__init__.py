"""Tests of the hub as a whole, and what every test stands on: settings, strictness and the cast."""
