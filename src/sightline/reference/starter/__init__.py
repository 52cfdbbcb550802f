"""The starter release: facts for image-guided procedures and the small code sets, and the script that derives them."""
