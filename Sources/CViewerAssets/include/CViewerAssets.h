#ifndef CVIEWERASSETS_H
#define CVIEWERASSETS_H

#include <stddef.h>

/// The files of the first page, embedded into the binary: nothing is read from disk at run time.
typedef struct {
    const unsigned char *_Nonnull bytes;
    size_t count;
} ViewerAsset;

ViewerAsset viewer_page_html(void);
ViewerAsset viewer_sign_in_html(void);
ViewerAsset viewer_page_css(void);
ViewerAsset viewer_page_js(void);

#endif
