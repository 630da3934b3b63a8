module OvirtNet
  class Check
    # One step: its name, what came of it in words, what to do where it failed, how many seconds it took, what programs may want
    # of it, and the error that made it fail.
    Step = Struct.new(:name, :status, :message, :remedy, :seconds, :details, :error, :keyword_init => true)

    # The steps of a check, told as they are taken.
    class Report
      # From good to bad. A difference is no fault of its own: the next refresh should take it away.
      STATUSES = %w[ok warning differs failed].freeze

      # @return [String] whom the steps are about
      attr_reader :title

      # @return [Array<Step>]
      attr_reader :steps

      # What a step's block may give in place of a text.
      #
      # @!method self.ok(message, **more)
      # @!method self.warning(message, **more)
      # @!method self.differs(message, **more)
      # @!method self.failed(message, **more)
      #   @return [Step]
      STATUSES.each do |status|
        define_singleton_method(status) { |message, **more| Step.new(:status => status, :message => message, **more) }
      end

      # @param observer [#starts, #ends] told the name of a step that begins, and the step that has ended
      def initialize(title, observer)
        @title    = title
        @observer = observer
        @steps    = []
      end

      # Takes a step. What the block raises makes it one that failed, with the remedy for that.
      #
      # @yieldreturn [String, Step] what came of it
      # @return [Boolean] false where it failed
      def step(name, details: nil)
        @observer.starts(name)
        attempt = Attempt.of { yield }
        outcome = outcome(attempt, details)
        outcome.name      = name
        outcome.seconds ||= attempt.seconds
        @steps << outcome
        @observer.ends(outcome)
        outcome.status != "failed"
      end

      # @return [String] the worst of the steps' statuses
      def status
        @steps.map(&:status).max_by { |status| STATUSES.index(status) } || "ok"
      end

      def to_h
        {:title => title, :status => status, :steps => @steps.map { |step| programs(step) }}
      end

      private

      def programs(step)
        step.to_h.merge(:error => step.error&.class&.name, :code => (step.error.code if step.error.kind_of?(Error))).compact
      end

      def outcome(attempt, details)
        return self.class.failed(attempt.error.message, :remedy => Remedy.for(attempt.error), :details => details, :error => attempt.error) if attempt.error

        attempt.result.kind_of?(Step) ? attempt.result : self.class.ok(attempt.result)
      end
    end
  end
end
