package main

import (
	"github.com/jackc/pgx/v5/pgproto3"
)

// A portal of the statement `series` over 10 rows, run by portions of so many, up to Sync.
func sendBind(front *pgproto3.Frontend, rows uint32) {
	front.SendBind(&pgproto3.Bind{PreparedStatement: "series", Parameters: [][]byte{[]byte("10")}})
	for range 3 {
		front.SendExecute(&pgproto3.Execute{MaxRows: rows})
	}
	front.SendSync(&pgproto3.Sync{})
}
