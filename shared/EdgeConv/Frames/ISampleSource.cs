namespace EdgeConv.Frames
{
    /// <summary>A 1-D sensor that gives one sample of all its channels at a time: an accelerometer, an ADC, a microphone.</summary>
    public interface ISampleSource
    {
        /// <summary>Values per sample, at least 1 (the axes of an accelerometer).</summary>
        int Channels { get; }

        /// <summary>Least value the sensor can give.</summary>
        short Minimum { get; }

        /// <summary>Greatest value the sensor can give.</summary>
        short Maximum { get; }

        /// <summary>Reads the next sample; may block until it is due, and may throw.</summary>
        /// <param name="sample">Receives Channels values.</param>
        FrameStatus Read(short[] sample);
    }
}
