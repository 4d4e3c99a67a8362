namespace EdgeConv.Simulation;

/// <summary>Runs a model and advances the virtual clock by the time that the board would need for the inference.</summary>
/// <param name="model">The model to run.</param>
/// <param name="clock">Virtual clock of the loop.</param>
/// <param name="microsecondsOf">Returns the time of an inference for an input.</param>
internal sealed class TimedModel(IModel model, VirtualClock clock, Func<sbyte[], long> microsecondsOf) : IModel
{
    public TensorInfo Input => model.Input;

    public TensorInfo Output => model.Output;

    public void Invoke(sbyte[] input, sbyte[] output)
    {
        model.Invoke(input, output);
        // The guard's alarms that are due in this time fire before Advance returns, as on the board.
        clock.Advance(microsecondsOf(input));
    }
}
