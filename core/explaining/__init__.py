"""Why a customer has her K: exact shares of each indicator, what moves K over many, and data beside experts."""
