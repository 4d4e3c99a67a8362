namespace EdgeConv.Actuation
{
    /// <summary>The reason why an output is at its safe duty.</summary>
    public enum GuardReason
    {
        /// <summary>The output is not at its safe duty: it follows the proposals.</summary>
        None,
        /// <summary>There has been no good frame since the start.</summary>
        Starting,
        /// <summary>The source failed.</summary>
        FrameFailed,
        /// <summary>No frame came in time, or its duty was proposed too late.</summary>
        FrameLate,
        /// <summary>The sensor gives the same frame again and again.</summary>
        FrameFrozen,
        /// <summary>A frame has values that a working sensor cannot give.</summary>
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
        /// The output threw on its safe duty <see cref="OutputGuard.MaxRefusals"/> times in a row and was set to its off duty. This ends
        /// when the guard is started again.
        /// </summary>
        OutputOff,
        /// <summary>The output threw on its safe duty and on its off duty, and released its pin. This is final.</summary>
        OutputReleased,
        /// <summary>The model finds nothing: no value of its output reaches <see cref="ModelCheck.FoundAt"/>.</summary>
        NothingFound,
    }
}
