/* activity.h -- what a session is doing, as others are told of it. */
#ifndef SERVER_WIRE_ACTIVITY_H
#define SERVER_WIRE_ACTIVITY_H

typedef enum WireActivity {
    WIRE_ACTIVITY_RUNNING,
    WIRE_ACTIVITY_IDLE,
    WIRE_ACTIVITY_IDLE_IN_TRANSACTION,
    WIRE_ACTIVITY_IDLE_IN_FAILED, /* after an error in one */
} WireActivity;

#endif
