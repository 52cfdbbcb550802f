"""What the code sets and payment files say, as of each date of service."""
