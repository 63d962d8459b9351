/* undefine.h -- ends a use of relations.def. */
#undef RELATION
#undef N
#undef C
#undef END
