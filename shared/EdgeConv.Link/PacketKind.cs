namespace EdgeConv.Link
{
    /// <summary>
    /// Kinds of packets; docs/link.md describes the bytes of each. The computer asks, and the board's answer has the sequence number of the
    /// question. A board sends <see cref="Step"/> and <see cref="Log"/> without a question.
    /// </summary>
    public static class PacketKind
    {
        /// <summary>To the board: a frame in the sensor's units, to use instead of the sensor's frame.</summary>
        public const int Frame = 1;

        /// <summary>To the board: asks for its description.</summary>
        public const int Query = 2;

        /// <summary>From the board: its description, a <see cref="BoardDescription"/>.</summary>
        public const int Description = 3;

        /// <summary>To the board: run the model on this input tensor.</summary>
        public const int Input = 4;

        /// <summary>From the board: the model's output for an input, an <see cref="InferencePacket"/>.</summary>
        public const int Output = 5;

        /// <summary>To the board: asks for its settings, beginning with the given index.</summary>
        public const int GetSettings = 6;

        /// <summary>From the board: some of its settings, one per line.</summary>
        public const int Settings = 7;

        /// <summary>To the board: new settings, one per line. The board accepts all of them or none.</summary>
        public const int SetSettings = 8;

        /// <summary>From the board: whether it did what a packet asked, an <see cref="AnswerPacket"/>.</summary>
        public const int Answer = 9;

        /// <summary>To the board: save the settings, so that they stay after a restart.</summary>
        public const int SaveSettings = 10;

        /// <summary>To the board: asks for its status.</summary>
        public const int GetStatus = 11;

        /// <summary>From the board: its status, a <see cref="StatusPacket"/>.</summary>
        public const int Status = 12;

        /// <summary>From the board: one step of its loop, a <see cref="StepPacket"/>.</summary>
        public const int Step = 13;

        /// <summary>From the board: a line of its log.</summary>
        public const int Log = 14;

        /// <summary>To the board: restart.</summary>
        public const int Restart = 15;

        /// <summary>From a board on the network, when a computer connects: the ID of its key and a random number.</summary>
        public const int Hello = 16;

        /// <summary>To a board on the network: the computer's random number and its proof that it has the key.</summary>
        public const int Login = 17;

        /// <summary>From a board on the network: its proof that it has the key. After it, each packet of the computer is sealed.</summary>
        public const int Welcome = 18;

        /// <summary>To a board on the network, once per second: the computer is still connected.</summary>
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
