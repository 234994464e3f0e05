"""What is issued and printed: documents, print jobs, previews."""
