#ifndef CVIEWERASSETS_H
#define CVIEWERASSETS_H

#include <stddef.h>

/// A file of the view, embedded into the binary: nothing is read from disk at run time.
typedef struct {
    /// Where it is served; the two pages are `/index.html` and `/sign-in.html`.
    const char *_Nonnull path;
    const char *_Nonnull type;
    const unsigned char *_Nonnull bytes;
    size_t count;
} ViewerAsset;

/// All files, in an array of `*count`.
const ViewerAsset *_Nullable viewer_assets(size_t *_Nonnull count);

#endif
