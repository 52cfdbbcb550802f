"""Check more claims than fit into memory: divided by patient, part by part, and afterwards only what changed."""
