"""Golden datasets: reading them in, what each column is for, versions, splits, and prompt placeholders."""
