namespace EdgeConv.Link
{
    /// <summary>What a packet is; docs/serial-frames.md has the bytes of each.</summary>
    public static class PacketKind
    {
        /// <summary>A frame in the sensor's units: to a board that takes frames, or from one that gives them.</summary>
        public const int Frame = 1;

        /// <summary>Asks a board what it is.</summary>
        public const int Query = 2;

        /// <summary>A board says what it is.</summary>
        public const int Description = 3;

        /// <summary>An input tensor for a board's model.</summary>
        public const int Input = 4;

        /// <summary>What the model made of an input.</summary>
        public const int Output = 5;
    }
}
