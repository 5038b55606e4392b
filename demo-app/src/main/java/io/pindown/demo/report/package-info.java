/** Turns findings into a table, a JSON file and a web page that needs nothing from outside. Class loader: the system loader. */
package io.pindown.demo.report;
