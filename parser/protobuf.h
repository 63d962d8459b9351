/*
 * protobuf.h -- the bytes of a protobuf message as the structs of its generated header.
 *
 * protobuf-c's own reader takes kilobytes of stack a level and allocates node by node; this one
 * takes a small frame, asks check_stack, and puts everything into an arena.
 */
#ifndef PARSER_PROTOBUF_H
#define PARSER_PROTOBUF_H

#include "base/error.h"

#include <protobuf-c/protobuf-c.h>

/* A message of type `type`, or NULL: XX000 where the bytes are none, 54001 where they nest too
 * deep, 53200.  Strings are copied and NUL-ended.  Results live in `into`. */
must_use void *protobuf_decode(Cx *cx, Arena *into, const ProtobufCMessageDescriptor *type,
                               Str bytes);

#endif
