"""Published files found on their publishers' pages, fetched whole, and added to a store."""
