module OvirtNet
  # The file of a native extension: whether the system can load it. Ruby takes one that it may not read for one that is not
  # there, and the system's words for the rest name no cause.
  class Library
    # e_machine of ELF, as elf.h has it, by the words of RbConfig
    MACHINES = {"x86_64" => 62, "aarch64" => 183, "arm64" => 183, "powerpc64le" => 21, "ppc64le" => 21, "s390x" => 22}.freeze
    HEADER   = 64 # bytes

    # @param features [Array<String>] as for `require`, the first that is there counts
    # @return [Library, nil] nil where there is none, or where they are loaded in another way than from the load path
    def self.find(features)
      files = features.product($LOAD_PATH).map { |feature, folder| File.join(folder.to_s, "#{feature}.#{RbConfig::CONFIG["DLEXT"]}") }
      path  = files.find { |file| there?(file) }
      new(path) if path
    end

    # One in a folder that may not be searched may well be there.
    def self.there?(file)
      File.lstat(file)
      true
    rescue Errno::EACCES
      true
    rescue SystemCallError
      false
    end
    private_class_method :there?

    def initialize(path)
      @path = path
    end

    # @return [String, nil] what is wrong with it
    def problem
      return "#{@path} is a link to #{File.readlink(@path)}, which does not exist" if File.lstat(@path).symlink? && !File.exist?(@path)

      File.empty?(@path) ? "#{@path} is empty" : read
    rescue Errno::EACCES
      "#{@path} may not be read by the user #{Process.euid} (file mode #{mode}): give it and its folders read permission"
    rescue SystemCallError => err
      "#{@path} cannot be read: #{err.message}"
    end

    private

    def read
      header = File.binread(@path, HEADER)
      return "#{@path} is not a library" unless header.start_with?("\x7FELF".b)
      return if header.getbyte(4) != 2 || header.size < HEADER # another format, or cut off so early that the system says so

      little_endian = header.getbyte(5) == 1
      machine       = header.unpack1(little_endian ? "@18S<" : "@18S>")
      return "#{@path} is for another processor (#{MACHINES.key(machine) || machine}) than this one (#{RbConfig::CONFIG["host_cpu"]})" if foreign?(machine)

      # The table of sections stands at its end.
      start, entry, entries = header.unpack(little_endian ? "@40Q<@58S<S<" : "@40Q>@58S>S>")
      missing = start + (entry * entries) - File.size(@path)
      "#{@path} is cut off: #{missing} bytes are missing" if missing > 0
    end

    def foreign?(machine)
      own = MACHINES[RbConfig::CONFIG["host_cpu"]]
      own && machine != own
    end

    def mode
      format("%<mode>o", :mode => File.stat(@path).mode & 0o7777)
    rescue SystemCallError
      "unknown"
    end
  end
end
