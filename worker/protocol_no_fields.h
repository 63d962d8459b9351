/* protocol_no_fields.h -- MESSAGE only: for uses of protocol.def that skip fields.  No guard. */
#define U64(f)
#define INT(f)
#define TEXT(f)
#define BYTES(f)
#define ERROR(f)
#define REFS(f)
#define END(Name)
