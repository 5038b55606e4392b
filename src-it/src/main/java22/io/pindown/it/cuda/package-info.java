/** Copies to and from a GPU by a stand-in for NVIDIA's driver, which pins for real: what a device gets of memory that changes behind its address. */
package io.pindown.it.cuda;
