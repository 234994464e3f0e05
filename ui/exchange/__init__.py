"""The page of the exchange with the district."""
