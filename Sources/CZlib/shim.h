#ifndef CZLIB_SHIM_H
#define CZLIB_SHIM_H

#include <zlib.h>

/// `deflateInit2` is a macro, which Swift does not see.
static inline int czlib_deflate_init_gzip(z_stream *stream, int level) {
    const int gzip_framing = 16;
    return deflateInit2(stream, level, Z_DEFLATED, MAX_WBITS + gzip_framing, 8, Z_DEFAULT_STRATEGY);
}

#endif
