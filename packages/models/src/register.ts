// Registers all models with `checkpoint`, and loads nothing else before one of them has to be made.
import "./register-mini-lm.ts";
import "./zoo/register-zoo.ts";
