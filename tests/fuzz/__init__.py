"""Whatever comes in: no fault, no hang, no write by what was refused, and an answer in words."""
