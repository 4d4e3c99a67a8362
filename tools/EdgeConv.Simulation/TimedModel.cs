namespace EdgeConv.Simulation;

/// <summary>A model that takes its time: as much of the virtual clock as the board would need.</summary>
/// <param name="model">What computes.</param>
/// <param name="clock">Time of the loop.</param>
/// <param name="microsecondsOf">Time of the inference with an input.</param>
internal sealed class TimedModel(IModel model, VirtualClock clock, Func<sbyte[], long> microsecondsOf) : IModel
{
    public TensorInfo Input => model.Input;

    public TensorInfo Output => model.Output;

    public void Invoke(sbyte[] input, sbyte[] output)
    {
        model.Invoke(input, output);
        // Alarms that are due meanwhile, the guard's, fire before this returns, as on the board.
        clock.Advance(microsecondsOf(input));
    }
}
