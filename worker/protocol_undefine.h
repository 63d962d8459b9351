/* protocol_undefine.h -- ends a use of protocol.def.  No guard. */
#undef MESSAGE
#undef U64
#undef INT
#undef TEXT
#undef BYTES
#undef ERROR
#undef REFS
#undef END
