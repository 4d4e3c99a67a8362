namespace EdgeConv.Link
{
    /// <summary>
    /// What a packet is; docs/link.md has the bytes of each. The computer asks, the board answers with the number of the packet it
    /// answers. A board sends <see cref="Step"/> and <see cref="Log"/> without being asked.
    /// </summary>
    public static class PacketKind
    {
        /// <summary>To the board: a frame in the sensor's units, in place of a sensor's.</summary>
        public const int Frame = 1;

        /// <summary>To the board: what are you?</summary>
        public const int Query = 2;

        /// <summary>From the board: what it is, a <see cref="BoardDescription"/>.</summary>
        public const int Description = 3;

        /// <summary>To the board: run the model on this input tensor.</summary>
        public const int Input = 4;

        /// <summary>From the board: what the model made of an input, an <see cref="InferencePacket"/>.</summary>
        public const int Output = 5;

        /// <summary>To the board: your settings, from that number on.</summary>
        public const int GetSettings = 6;

        /// <summary>From the board: some of its settings, a line each.</summary>
        public const int Settings = 7;

        /// <summary>To the board: these settings, a line each. All of them are taken, or none.</summary>
        public const int SetSettings = 8;

        /// <summary>From the board: whether it does what it was told, an <see cref="AnswerPacket"/>.</summary>
        public const int Answer = 9;

        /// <summary>To the board: keep the settings through a restart.</summary>
        public const int SaveSettings = 10;

        /// <summary>To the board: how are you?</summary>
        public const int GetStatus = 11;

        /// <summary>From the board: how it is, a <see cref="StatusPacket"/>.</summary>
        public const int Status = 12;

        /// <summary>From the board: what one step of its loop saw and did, a <see cref="StepPacket"/>.</summary>
        public const int Step = 13;

        /// <summary>From the board: a line of its log.</summary>
        public const int Log = 14;

        /// <summary>To the board: restart.</summary>
        public const int Restart = 15;

        /// <summary>From a board on the network, when a computer connects: number of its key, its random number.</summary>
        public const int Hello = 16;

        /// <summary>To a board on the network: the computer's random number, its proof of the key.</summary>
        public const int Login = 17;

        /// <summary>From a board on the network: its proof of the key. From now on each packet of the computer is sealed.</summary>
        public const int Welcome = 18;

        /// <summary>To a board on the network, each second: I am still here.</summary>
        public const int Alive = 19;

        /// <summary>To the board: a model comes. Its bytes, its CRC-32 and its name.</summary>
        public const int BeginModel = 20;

        /// <summary>To the board: bytes of the model, and the offset of the first.</summary>
        public const int ModelBytes = 21;

        /// <summary>From the board: the slot that takes the model, and the offset of the byte it waits for.</summary>
        public const int ModelOffset = 22;

        /// <summary>To the board: the model is whole. Check it, and try it after a restart.</summary>
        public const int EndModel = 23;

        /// <summary>To the board: which models are in your slots?</summary>
        public const int GetSlots = 24;

        /// <summary>From the board: its slots, and how the test of a model goes.</summary>
        public const int Slots = 25;

        /// <summary>To the board: bytes of a slot's file, from an offset on.</summary>
        public const int ReadSlot = 26;

        /// <summary>From the board: these bytes.</summary>
        public const int SlotBytes = 27;
    }
}
