/** What the demonstrations found, as plain records, and the little statistics that they need. Class loader: the system loader. */
package io.pindown.demo.measure;
