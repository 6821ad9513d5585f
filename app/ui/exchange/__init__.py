"""交换: the five steps to the township, its receipt, and the township's own desk."""
