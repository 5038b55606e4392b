/** Programs that allocate and free by libraries, for the hooks in these. Each library's classes are loaded only where it is asked for. */
package io.pindown.it.library;
