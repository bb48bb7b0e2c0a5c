package io.rserpool.operator.injection;

/** Names of images, as specs and kubelets write them. */
public final class ImageReference {
    private ImageReference() {}

    /** {@return the image without its tag if it has a digest, which alone says then what runs} */
    public static String identity(String image) {
        int digest = image.indexOf('@');
        if (digest < 0) {
            return image;
        }
        int tag = image.lastIndexOf(':', digest);
        return tag > image.lastIndexOf('/', digest) ? image.substring(0, tag) + image.substring(digest) : image;
    }
}
