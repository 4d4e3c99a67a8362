namespace EdgeConv.Actuation
{
    /// <summary>Why an output is at its safe duty.</summary>
    public enum GuardReason
    {
        /// <summary>It is not: it follows what is proposed.</summary>
        None,
        /// <summary>No frame was good yet.</summary>
        Starting,
        /// <summary>The source failed.</summary>
        FrameFailed,
        /// <summary>No frame came in time, or what was made of it came too late.</summary>
        FrameLate,
        /// <summary>The same frame over and over.</summary>
        FrameFrozen,
        /// <summary>Values the sensor cannot give.</summary>
        FrameImplausible,
        /// <summary>Preprocessing, the model, the readout or the map threw an exception.</summary>
        ModelFault,
        /// <summary>Writing to the output threw an exception.</summary>
        OutputFault,
        /// <summary>The guard was stopped, or not started yet.</summary>
        Stopped,
        /// <summary>The model's output is always the same, though its input is not.</summary>
        ModelStuck,
        /// <summary>All values of the model's output are at one end of their range.</summary>
        ModelSaturated,
        /// <summary>
        /// The output refused its safe duty again and again and got its off duty instead. Ends when the guard is started again.
        /// </summary>
        OutputOff,
        /// <summary>The output refused its safe duty and its off duty and released its pin. Final.</summary>
        OutputReleased,
    }
}
