namespace EdgeConv.Frames
{
    /// <summary>The result of reading a frame.</summary>
    public enum FrameStatus
    {
        /// <summary>A whole new frame was read.</summary>
        Ready,
        /// <summary>The sensor has no new frame yet; the buffer is unchanged.</summary>
        NotReady,
        /// <summary>The sensor failed or its data is damaged. The content of the buffer is undefined.</summary>
        Failed,
        /// <summary>A recording has ended. A sensor never returns this.</summary>
        Ended,
        /// <summary>
        /// A window of samples is not full yet, at the start or after a gap; the buffer is unchanged. This is no fault: the output stays
        /// safe, or becomes safe at the deadline.
        /// </summary>
        Filling,
    }

    /// <summary>A sensor, camera or recording that gives frames in the sensor's integer units.</summary>
    public interface IFrameSource
    {
        /// <summary>Shape and range of every frame of this source.</summary>
        FrameFormat Format { get; }

        /// <summary>
        /// Reads the next frame. It may block for as long as the sensor takes. It may throw; the loop counts that as a failed frame.
        /// </summary>
        /// <param name="frame">Receives Format.Length values, row-major HWC, in the sensor's units.</param>
        FrameStatus Read(short[] frame);
    }
}
