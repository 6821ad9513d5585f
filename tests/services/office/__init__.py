"""Tests of the records of the office: people, village, money beside the loans."""
