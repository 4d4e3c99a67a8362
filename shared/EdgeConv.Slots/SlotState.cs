namespace EdgeConv.Slots
{
    /// <summary>What a slot holds.</summary>
    public static class SlotState
    {
        /// <summary>Nothing.</summary>
        public const int Empty = 0;

        /// <summary>A part of a model, of which the rest has not come yet.</summary>
        public const int Receiving = 1;

        /// <summary>A whole model that is neither on trial nor the one confirmed last.</summary>
        public const int Stored = 2;

        /// <summary>A whole model that runs from the next start on, and is not confirmed yet.</summary>
        public const int OnTrial = 3;

        /// <summary>The model confirmed last: it passed its self-test, and then 20 steps of the loop went well.</summary>
        public const int Confirmed = 4;

        /// <summary>A model that did not pass: the board loads it no more, until it is told to.</summary>
        public const int PutAside = 5;
    }
}
