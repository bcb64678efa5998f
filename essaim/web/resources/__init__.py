"""The resource centre: fiches, the works made of them, their editions, and what keeps them true."""
