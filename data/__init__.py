"""The records: what they are, where they are kept, how they get in and out."""
