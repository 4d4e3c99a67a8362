namespace EdgeConv.Frames
{
    /// <summary>How reading a frame went.</summary>
    public enum FrameStatus
    {
        /// <summary>A whole new frame was read.</summary>
        Ready,
        /// <summary>The sensor has no new frame yet; the buffer is unchanged.</summary>
        NotReady,
        /// <summary>The sensor failed or what it gave is damaged; the buffer's content means nothing.</summary>
        Failed,
        /// <summary>The source is exhausted: a recording came to its end. A sensor never says this.</summary>
        Ended,
        /// <summary>
        /// A window of samples is not full yet, at the start or after a gap; the buffer is unchanged. Not a fault: the output stays safe,
        /// or becomes safe at the deadline.
        /// </summary>
        Filling,
    }

    /// <summary>A sensor, camera or recording that gives frames in its own integer units.</summary>
    public interface IFrameSource
    {
        /// <summary>Shape and range of every frame of this source.</summary>
        FrameFormat Format { get; }

        /// <summary>
        /// Reads the next frame; may block for as long as the sensor takes, and may throw, which the loop counts as a failed frame.
        /// </summary>
        /// <param name="frame">Receives Format.Length values, row-major HWC, in the sensor's units.</param>
        FrameStatus Read(short[] frame);
    }
}
