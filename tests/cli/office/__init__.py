"""Tests of the commands for the records of the office."""
